// Threads that share the work of one operation.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace {

/** Threads that wait for work; as many in all as TensorFlow's own. */
class Pool {
 public:
  Pool() {
    const char *wish = std::getenv("TF_NUM_INTRAOP_THREADS");
    int count = wish == nullptr ? 0 : std::atoi(wish);
    if (count <= 0) count = static_cast<int>(std::thread::hardware_concurrency());
    for (int i = 1; i < count; i++) std::thread([this] { serve(); }).detach();
    helpers_ = std::max(0, count - 1);
  }

  /** Runs work(0) to work(blocks - 1), each once, on whatever thread is free. */
  void run(int64_t blocks, const std::function<void(int64_t)> &work) {
    if (blocks == 1 || helpers_ == 0) {
      for (int64_t b = 0; b < blocks; b++) work(b);
      return;
    }
    std::lock_guard<std::mutex> one(caller_);
    std::unique_lock<std::mutex> lock(mutex_);
    work_ = &work;
    next_ = 0;
    blocks_ = blocks;
    left_ = blocks;
    wake_.notify_all();
    take(lock);
    done_.wait(lock, [this] { return left_ == 0; });
    work_ = nullptr;
  }

 private:
  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return work_ != nullptr && next_ < blocks_; });
      take(lock);
    }
  }

  void take(std::unique_lock<std::mutex> &lock) {
    while (work_ != nullptr && next_ < blocks_) {
      const int64_t block = next_++;
      const auto *work = work_;
      lock.unlock();
      (*work)(block);
      lock.lock();
      if (--left_ == 0) done_.notify_one();
    }
  }

  std::mutex caller_, mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int64_t)> *work_ = nullptr;
  int64_t next_ = 0, blocks_ = 0, left_ = 0;
  int helpers_ = 0;
};

/** Made on first use and never taken down: its threads sleep until the process ends. */
Pool &pool() {
  static Pool *one = new Pool();
  return *one;
}

/** Values in a block: large enough to be worth a thread's while, and the same whatever the number of threads. */
constexpr int64_t BLOCK = 32768;

void inBlocks(int64_t count, int64_t size, const std::function<void(int64_t, int64_t)> &work) {
  if (count == 0) return;
  pool().run((count + size - 1) / size, [&](int64_t b) { work(b * size, std::min(count, (b + 1) * size)); });
}

int64_t rowsPerBlock(int64_t width) { return std::max<int64_t>(1, BLOCK / std::max<int64_t>(1, width)); }

}  // namespace
